"""Letters about an account, and the links in them. They name no condition, no drug, not even the site's name."""

from flask_babel import gettext as _
from sqlalchemy import delete

from forum.accounts import library
from forum.accounts.models import MailToken, Member
from forum.database import change, db
from forum.mail import mail_is_set_up, write_letter

__all__ = [
    "drop_mailed_links",
    "mail_address_changed",
    "mail_address_known",
    "mail_confirmation",
    "mail_password_changed",
    "mail_reset",
    "mail_team_wrote",
]


def drop_mailed_links(member: Member, *, purpose: str | None = None) -> None:
    """Make the links that were mailed to a member useless; of one purpose, or all."""
    query = delete(MailToken).where(MailToken.member_id == member.id)
    if purpose is not None:
        query = query.where(MailToken.purpose == purpose)
    change(query)


def mailed_link(member: Member, *, purpose: str, path: str) -> str:
    """A new link for a letter; older ones for the same purpose stop working."""
    token = library.new_token()
    drop_mailed_links(member, purpose=purpose)
    db.session.add(MailToken(member_id=member.id, purpose=purpose, token_hash=library.hash_token(token)))
    db.session.flush()
    return library.link(f"{path}/{token}")


def mail_confirmation(member: Member, *, address: str) -> None:
    """Ask the owner of an address to confirm it."""
    link = mailed_link(member, purpose="confirm", path="/account/email")
    write_letter(
        address,
        subject=_("Please confirm your address"),
        body=_(
            "Somebody added this address to an account. If it was you, open this page and press its button:\n\n"
            "%(link)s\n\nThe link works for three days. If it was not you, do nothing: nothing will happen.\n",
            link=link,
        ),
    )


def mail_address_known(address: str) -> None:
    """Tell the owner of a confirmed address that it was entered once more."""
    write_letter(
        address,
        subject=_("About your address"),
        body=_(
            "Somebody added this address to an account. It already belongs to an account with us, so nothing was"
            " changed. If it was you, sign in with the account you have:\n\n%(link)s\n",
            link=library.link("/account/sign-in"),
        ),
    )


def mail_address_changed(address: str) -> None:
    """Tell the owner of an address that an account no longer has it."""
    write_letter(
        address,
        subject=_("About your address"),
        body=_(
            "An account that had this address has another one now, or none. If it was you, there is nothing to do."
            " If it was not, set a new password with your recovery code, or write to the team:\n\n%(link)s\n",
            link=library.link("/contact"),
        ),
    )


def mail_reset(member: Member, *, address: str) -> None:
    """Send a link by which a new password can be set."""
    link = mailed_link(member, purpose="reset", path="/account/reset")
    write_letter(
        address,
        subject=_("Setting a new password"),
        body=_(
            "Somebody asked for a new password for your account. If it was you, open this page:\n\n%(link)s\n\n"
            "The link works once, for one hour. If it was not you, do nothing: your password stays as it is.\n",
            link=link,
        ),
    )


def mail_password_changed(address: str) -> None:
    """Tell a member that the password has changed."""
    write_letter(
        address,
        subject=_("Your password was changed"),
        body=_(
            "The password of your account was changed, and every device was signed out. If it was you, there is"
            " nothing to do. If it was not, set a new password now:\n\n%(link)s\n",
            link=library.link("/account/reset"),
        ),
    )


def mail_team_wrote(member: Member, *, path: str) -> None:
    """Tell a member with a confirmed address that the team wrote to them. Not what, and not about what."""
    if member.email is None or not member.email_is_confirmed or not mail_is_set_up():
        return
    write_letter(
        member.email,
        subject=_("The team wrote to you"),
        body=_(
            "Somebody of the team wrote to you. You can read it on this page once you are signed in:\n\n%(link)s\n\n"
            "You do not have to answer.\n",
            link=library.link(path),
        ),
    )
