from forum.evidence import starter, starter_checks

SOURCES = starter.read_sources()


def test_all():
    ss = starter.read_summaries()
    p = [
        x for s in ss.values() for x in starter_checks.summary_problems(s, SOURCES)
    ] + starter_checks.duplicate_problems(ss)
    assert not p, "\n".join(p)
