"""Forms of the accounts area."""

from functools import cache
from typing import Any
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    HiddenField,
    PasswordField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import InputRequired

from forum.accounts import library, names
from forum.lazy import lazy as _l
from forum.mail import is_one_address

__all__ = [
    "CodeForm",
    "EmailForm",
    "MailForm",
    "NewPasswordForm",
    "OneButtonForm",
    "PasswordChangeForm",
    "PasswordForm",
    "RegisterForm",
    "RoleForm",
    "SettingsForm",
    "SignInForm",
]


REGIONS = ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
NAME_HINT = _l("3 to 30 letters, digits, hyphens, underscores or full stops. It need not be your own name.")
PASSWORD_HINT = _l("At least 8 characters, anything you like. Three or four words in a row are good.")


def a_name(_form: Form, field: Field) -> None:
    """Refuse a name that nobody can have."""
    try:
        names.prepared_name(field.data or "")
    except names.UnfitName as error:
        raise ValidationError(str(error)) from error


def a_good_password(form: Form, field: Field) -> None:
    """Refuse a password that is short or would be guessed soon."""
    name = form["name"].data if "name" in form else ""
    wrong = library.password_complaint(field.data or "", name=name or "")
    if wrong:
        raise ValidationError(wrong)


def one_address(_form: Form, field: Field) -> None:
    """Refuse anything but one e-mail address, and bring it into the form in which addresses are compared."""
    try:
        found = validate_email((field.data or "").strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValidationError(_("This does not look like an e-mail address. An address looks like a@b.org.")) from error
    if not is_one_address(found):
        raise ValidationError(_("This does not look like an e-mail address. An address looks like a@b.org."))
    field.data = found


def needed(sentence: str) -> InputRequired:
    """A field that cannot stay empty, with our sentence."""
    return InputRequired(sentence)


@cache
def timezones() -> list[str]:
    """The time zones of places, as the IANA data base names them."""
    return ["UTC", *sorted(zone for zone in available_timezones() if zone.split("/")[0] in REGIONS)]


class NewPasswordForm(FlaskForm):
    new_password = PasswordField(
        _l("New password"), [needed(_l("Please choose a password.")), a_good_password], description=PASSWORD_HINT
    )


class RegisterForm(FlaskForm):
    name = StringField(
        _l("Name"), [needed(_l("Please choose a name. A made-up one is fine.")), a_name], description=NAME_HINT
    )
    password = PasswordField(
        _l("Password"), [needed(_l("Please choose a password.")), a_good_password], description=PASSWORD_HINT
    )
    rules = BooleanField(
        _l("I have read the rules and will keep to them."),
        [needed(_l("Please tick this once you have read the rules."))],
    )
    health_data = BooleanField(
        _l("I agree that what I write here about my health is kept and shown as described above."),
        [needed(_l("Without this we may not keep what you write about your health."))],
    )
    next = HiddenField()


class SignInForm(FlaskForm):
    name = StringField(_l("Name"), [needed(_l("Please enter the name you chose."))])
    password = PasswordField(_l("Password"), [needed(_l("Please enter your password."))])
    stay = BooleanField(_l("Keep me signed in on this device"))
    next = HiddenField()


class PasswordForm(FlaskForm):
    password = PasswordField(_l("Your password"), [needed(_l("Please enter the password you sign in with."))])


class PasswordChangeForm(PasswordForm):
    new_password = PasswordField(
        _l("New password"), [needed(_l("Please choose a password.")), a_good_password], description=PASSWORD_HINT
    )


class CodeForm(FlaskForm):
    name = StringField(_l("Name"), [needed(_l("Please enter the name you chose."))])
    code = StringField(
        _l("Recovery code"),
        [needed(_l("Please enter the code you were shown when you registered."))],
        description=_l("Five groups of four letters and digits. Capitals and hyphens make no difference."),
    )
    new_password = PasswordField(
        _l("New password"), [needed(_l("Please choose a password.")), a_good_password], description=PASSWORD_HINT
    )


class MailForm(FlaskForm):
    email = EmailField(_l("E-mail address"), [needed(_l("Please enter your address.")), one_address])


class EmailForm(MailForm):
    password = PasswordField(_l("Your password"), [needed(_l("Please enter the password you sign in with."))])


class SettingsForm(FlaskForm):
    timezone = SelectField(_l("Time zone"), description=_l("Times are shown as clocks run there."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.timezone.choices = [(zone, zone.replace("_", " ")) for zone in timezones()]


class RoleForm(FlaskForm):
    role = SelectField(
        _l("Role"), choices=[("moderator", _l("Moderator")), ("editor", _l("Editor")), ("admin", _l("Admin"))]
    )


class OneButtonForm(FlaskForm):
    """Nothing but the token of the form."""
