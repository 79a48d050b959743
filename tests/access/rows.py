"""Every endpoint with the request that asks for it: a method, an address, a form.

Names in braces come from the world: ids of things that the role `author` wrote, unless they say otherwise.
"""

from dataclasses import dataclass, field

__all__ = ["REQUESTS", "Ask"]


@dataclass(frozen=True)
class Ask:
    """One request."""

    endpoint: str
    method: str
    path: str
    form: dict[str, str] = field(default_factory=dict)


def get(endpoint: str, path: str) -> Ask:
    return Ask(endpoint, "GET", path)


def post(endpoint: str, path: str, **form: str) -> Ask:
    return Ask(endpoint, "POST", path, form)


TEXT = "A quiet month, and nothing much to tell."

READING = [
    get("pages.home", "/"),
    get("pages.conditions", "/conditions"),
    get("pages.condition", "/conditions/{slug}"),
    get("pages.latest", "/latest"),
    get("pages.topic", "/topics/{topic}-title-canaryopen"),
    get("pages.post", "/posts/{post}"),
    get("pages.member", "/members/author_of_the_house"),
    get("pages.rules", "/rules"),
    get("pages.safety", "/safety"),
    get("pages.crisis_lines", "/crisis"),
    get("pages.privacy_notice", "/privacy"),
    get("pages.about", "/about"),
    get("pages.display", "/display"),
    post("pages.set_display", "/display", theme="dark", energy="low"),
    get("pages.inbox", "/notifications"),
    post("pages.mark_read", "/notifications/read"),
    get("pages.healthz", "/healthz"),
    get("pages.readyz", "/readyz"),
    get("pages.metrics", "/metrics"),
    get("pages.robots", "/robots.txt"),
    get("pages.sitemap", "/sitemap.xml"),
    get("pages.favicon", "/favicon.ico"),
    get("static", "/static/css/forum.css"),
    get("search.results", "/search?q=plainreply"),
    get("evidence.summary", "/conditions/{slug}/evidence"),
    get("evidence.history", "/conditions/{slug}/evidence/history"),
    get("evidence.revision", "/conditions/{slug}/evidence/history/1"),
    get("evidence.sources", "/sources"),
    get("evidence.source", "/sources/younger-2013-fm-rct"),
]

TALKING = [
    post("conditions.follow", "/conditions/{slug}/follow"),
    post("conditions.unfollow", "/conditions/{slug}/unfollow"),
    get("discussions.ask", "/conditions/{slug}/ask"),
    post("discussions.send_question", "/conditions/{slug}/ask", kind="question", title="One", body=TEXT, key="k" * 32),
    get("discussions.reply_form", "/topics/{topic}/replies"),
    post("discussions.reply", "/topics/{topic}/replies", body=TEXT, key="k" * 32),
    get("discussions.edit", "/posts/{post}/edit"),
    post("discussions.save_edit", "/posts/{post}/edit", body=TEXT, reason="a word"),
    get("discussions.history", "/posts/{post}/history"),
    get("discussions.ask_take_back", "/posts/{post}/take-back"),
    post("discussions.take_back", "/posts/{post}/take-back"),
    post("discussions.put_back", "/posts/{taken_back}/put-back"),
    post("discussions.react", "/posts/{post}/reactions", add="thank_you"),
    post("discussions.preview", "/preview", body=TEXT, place="topic/{topic}"),
    post("discussions.save_draft", "/drafts", body=TEXT, place="topic/{topic}"),
    get("discussions.drafts", "/drafts"),
    post("discussions.discard_draft", "/drafts/discard", place="topic/{topic}"),
]

EXPERIENCES = [
    get("experiences.share", "/conditions/{slug}/share"),
    get("experiences.facts", "/conditions/{slug}/share/facts"),
    post("experiences.save_facts", "/conditions/{slug}/share/facts", status="taking", effect="cannot_tell"),
    post("experiences.keep_typed", "/conditions/{slug}/share/facts/draft", status="taking"),
    get("experiences.story", "/conditions/{slug}/share/story"),
    post("experiences.save_story", "/conditions/{slug}/share/story", title="One", body=TEXT),
    get("experiences.readers", "/conditions/{slug}/share/readers"),
    post("experiences.save_readers", "/conditions/{slug}/share/readers", audience="members", voice="own", counted="no"),
    get("experiences.look", "/conditions/{slug}/share/look"),
    post("experiences.share_it", "/conditions/{slug}/share/look", key="k" * 32),
    post("experiences.unshare", "/conditions/{slug}/share/stop"),
    post("experiences.uncount", "/conditions/{slug}/share/uncount"),
    post("experiences.drop", "/conditions/{slug}/share/delete"),
    get("experiences.own", "/account/experiences"),
    get("experiences.experience", "/experiences/{experience}"),
    get("experiences.history", "/experiences/{experience}/history"),
    get("experiences.new_check_in", "/experiences/{experience}/check-ins"),
    post("experiences.add", "/experiences/{experience}/check-ins", on_day="2026-05-02", rating="3"),
    get("experiences.old_check_in", "/experiences/{experience}/check-ins/{check_in}"),
    post("experiences.change", "/experiences/{experience}/check-ins/{check_in}", on_day="2026-05-03", rating="3"),
    post("experiences.remove", "/experiences/{experience}/check-ins/{check_in}/remove"),
    post("experiences.note_question", "/experiences/{experience}/questions", words="What about it?"),
    post("experiences.drop_question", "/experiences/{experience}/questions/remove", question="{question}"),
    post("experiences.remind", "/experiences/{experience}/reminders", months="3"),
    get("pages.sheet", "/experiences/{experience}/sheet"),
    get("pages.sheet_pdf", "/experiences/{experience}/sheet.pdf"),
    get("pages.experiences", "/conditions/{slug}/experiences"),
    get("pages.counted", "/conditions/{slug}/experiences/counted"),
    get("pages.newest_file", "/conditions/{slug}/experiences.json"),
    get("pages.release", "/conditions/{slug}/experiences/releases/2026-11-22"),
    get("pages.release_file", "/conditions/{slug}/experiences/releases/2026-11-22.csv"),
    get("pages.dictionary", "/experiences/dictionary"),
]

MODERATING = [
    get("moderation.flag_experience", "/experiences/{experience}/flag"),
    post("moderation.send_experience_flag", "/experiences/{experience}/flag", reason="other", note="a word"),
    post("moderation.reveal", "/moderation/cases/{case_alias}/reveal", reason="Somebody asks the same in many names."),
    get("moderation.looks", "/account/names-looked-at"),
    get("moderation.flag_post", "/posts/{other}/flag"),
    post("moderation.send_post_flag", "/posts/{other}/flag", reason="other", note="a word"),
    get("moderation.flag_topic", "/topics/{topic}/flag"),
    post("moderation.send_topic_flag", "/topics/{topic}/flag", reason="other", note="a word"),
    get("moderation.flag_member", "/members/member_of_the_house/flag"),
    post("moderation.send_member_flag", "/members/member_of_the_house/flag", reason="other", note="a word"),
    get("moderation.outcome", "/flags/{case_closed}"),
    get("moderation.contact", "/contact"),
    post("moderation.write_to_team", "/contact", about="A thing", body=TEXT),
    get("moderation.thanks", "/contact/thanks"),
    get("moderation.queue", "/moderation"),
    get("moderation.next_case", "/moderation/next"),
    get("moderation.case", "/moderation/cases/{case}"),
    post("moderation.decide", "/moderation/cases/{case}", verb="keep", version="1"),
    post("moderation.claim", "/moderation/cases/{case}/claim"),
    post("moderation.take_over", "/moderation/cases/{case}/take-over"),
    post("moderation.hand_over", "/moderation/cases/{case}/hand-over"),
    post("moderation.ask", "/moderation/cases/{case}/second-opinion", question="Is this advice?"),
    post("moderation.withdraw_question", "/moderation/cases/{case}/second-opinion/withdraw"),
    post("moderation.undo", "/moderation/decisions/{decision}/undo"),
    get("moderation.log", "/moderation/log"),
    get("moderation.waiting", "/moderation/waiting"),
    get("moderation.care", "/moderation/care"),
    post("moderation.save_care", "/moderation/care", reasons="at_risk", daily_cap="20"),
    post("moderation.go_on", "/moderation/care/go-on"),
    post("moderation.step_back", "/moderation/care/step-back"),
    post("moderation.come_back", "/moderation/care/come-back"),
    get("moderation.views", "/moderation/views?reason=spam"),
    post("moderation.save_view", "/moderation/views", name="Spam", reason="spam"),
    post("moderation.rename_view", "/moderation/views/{view_of_moderator}/rename", name="Other"),
    post("moderation.delete_view", "/moderation/views/{view_of_moderator}/delete"),
    get("moderation.together", "/moderation/together?case={case}"),
    post("moderation.decide_together", "/moderation/together", case="{case}:1", verb="remove"),
    get("moderation.batch", "/moderation/together/{batch}"),
    post("moderation.undo_together", "/moderation/together/{batch}/undo"),
    get("moderation.member", "/moderation/members/author_of_the_house"),
    post("moderation.open_member_case", "/moderation/members/author_of_the_house/case"),
    get("moderation.letter", "/decisions/{decision}"),
    get("moderation.appeal", "/decisions/{decision}/appeal"),
    post("moderation.send_appeal", "/decisions/{decision}/appeal", words=" "),
    get("moderation.letters", "/account/decisions"),
]

ACCOUNT = [
    get("accounts.register", "/account/register"),
    post("accounts.register", "/account/register"),
    get("accounts.sign_in", "/account/sign-in"),
    post("accounts.sign_in", "/account/sign-in", name="nobody", password="wrong password here"),
    post("accounts.sign_out", "/account/sign-out"),
    get("accounts.account", "/account"),
    get("moderation.standing", "/account/standing"),
    get("accounts.security", "/account/security"),
    post("accounts.end_sign_in", "/account/security/{sign_in_of_author}/end"),
    post("accounts.end_other_sign_ins", "/account/security/end-others"),
    get("accounts.password", "/account/password"),
    post("accounts.password", "/account/password"),
    get("accounts.email", "/account/email"),
    post("accounts.email", "/account/email", email="no address"),
    post("accounts.remove_email", "/account/email/remove"),
    get("accounts.confirm_email", "/account/email/no-such-token"),
    post("accounts.confirm_email", "/account/email/no-such-token"),
    get("accounts.email_confirmed", "/account/email/confirmed"),
    get("accounts.recovery", "/account/recovery"),
    post("accounts.recovery", "/account/recovery"),
    get("accounts.recovery_code", "/account/recovery-code"),
    get("accounts.reset", "/account/reset"),
    post("accounts.reset", "/account/reset"),
    get("accounts.reset_by_mail", "/account/reset/mail"),
    post("accounts.reset_by_mail", "/account/reset/mail"),
    get("accounts.reset_asked", "/account/reset/asked"),
    get("accounts.new_password", "/account/reset/no-such-token"),
    post("accounts.new_password", "/account/reset/no-such-token"),
    get("accounts.settings", "/account/settings"),
    post("accounts.settings", "/account/settings", timezone="Europe/Oslo"),
    get("accounts.setup", "/account/setup/no-such-token"),
    post("accounts.setup", "/account/setup/no-such-token"),
    get("accounts.blocks", "/account/blocks"),
    post("accounts.block", "/members/withdrawn_of_the_house/block"),
    post("accounts.unblock", "/members/blocked_of_the_house/unblock"),
    get("accounts.roles", "/admin/members"),
    post("accounts.grant_role", "/admin/members/member_of_the_house/grant", role="editor"),
    post("accounts.revoke_role", "/admin/members/moderator_of_the_house/revoke", role="moderator"),
    get("moderation.scope", "/admin/members/member_of_the_house/moderation"),
    post("moderation.save_scope", "/admin/members/member_of_the_house/moderation", where="all"),
    get("privacy.data", "/account/data"),
    get("privacy.export", "/account/data/export"),
    get("privacy.delete", "/account/delete"),
    post("privacy.delete", "/account/delete", password="wrong password here", texts="keep"),
    post("privacy.consent", "/account/data/consent"),
    post("privacy.withdraw", "/account/data/consent/withdraw"),
    get("privacy.gone", "/account/deleted"),
]

REQUESTS = [*READING, *TALKING, *EXPERIENCES, *MODERATING, *ACCOUNT]
