"""Forms of the privacy area."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, RadioField
from wtforms.validators import InputRequired

from forum.lazy import lazy as _l

__all__ = ["ConsentForm", "DeleteForm", "WithdrawForm"]


class ConsentForm(FlaskForm):
    health_data = BooleanField(
        _l("I agree that what I write here about my health is kept and shown as described above."),
        [InputRequired(_l("Please tick this if you agree."))],
    )


class WithdrawForm(FlaskForm):
    """Nothing but the token of the form."""


class DeleteForm(FlaskForm):
    texts = RadioField(
        _l("What you wrote"),
        [InputRequired(_l("Please choose one of the two."))],
        choices=[
            ("keep", _l("Leave it, under the name “former member”")),
            ("hide", _l("Hide all of it from every reader")),
        ],
    )
    password = PasswordField(_l("Your password"), [InputRequired(_l("Please enter the password you sign in with."))])
