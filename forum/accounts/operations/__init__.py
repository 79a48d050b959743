"""What can be done to members: a verb is a function."""

from forum.accounts.operations.addresses import add_address, confirm_address, remove_address
from forum.accounts.operations.aliases import make_alias
from forum.accounts.operations.attempts import forget_old_attempts
from forum.accounts.operations.holding import hold_viewer
from forum.accounts.operations.leaving import (
    erase_member,
    give_health_consent,
    part_from_aliases,
    withdraw_health_consent,
    withhold_texts,
)
from forum.accounts.operations.limits import add_limit, block_member, lift_limit, resume_limit, unblock_member
from forum.accounts.operations.passwords import (
    ask_for_reset,
    change_password,
    recover,
    renew_recovery_code,
    reset_password,
    set_password,
)
from forum.accounts.operations.registration import (
    Registered,
    create_member,
    is_usable,
    make_setup_link,
    register,
    register_first_admin,
)
from forum.accounts.operations.roles import grant_role, make_moderator_of, revoke_role
from forum.accounts.operations.rules import load_rules
from forum.accounts.operations.settings import set_timezone
from forum.accounts.operations.sign_ins import (
    check_password,
    end_all_sign_ins,
    end_other_sign_ins,
    end_sign_in,
    note_use,
    sign_in,
    start_sign_in,
)

__all__ = [
    "Registered",
    "add_address",
    "add_limit",
    "ask_for_reset",
    "block_member",
    "change_password",
    "check_password",
    "confirm_address",
    "create_member",
    "end_all_sign_ins",
    "end_other_sign_ins",
    "end_sign_in",
    "erase_member",
    "forget_old_attempts",
    "give_health_consent",
    "grant_role",
    "hold_viewer",
    "is_usable",
    "lift_limit",
    "load_rules",
    "make_alias",
    "make_moderator_of",
    "make_setup_link",
    "note_use",
    "part_from_aliases",
    "recover",
    "register",
    "register_first_admin",
    "remove_address",
    "renew_recovery_code",
    "reset_password",
    "resume_limit",
    "revoke_role",
    "set_password",
    "set_timezone",
    "sign_in",
    "start_sign_in",
    "unblock_member",
    "withdraw_health_consent",
    "withhold_texts",
]
