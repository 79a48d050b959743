"""The forum: a map of the package.

Read from the bottom up; a module imports only from lines below its own (import-linter holds this)::

    app                                   create_app(): puts everything together
    cli                                   commands, one module per noun
    front                                 static files and the maintenance page, answered before the application
    pages | privacy                       pages over several areas | a member's own data
    moderation | search                   flags, cases, decisions, the log | finding texts
    experiences | evidence                treatment records, numbers | sources and summaries
    discussions                           topics, posts, drafts, reactions
    notifications | conditions            a post office | what LDN is taken for
    accounts                              members, roles, sign-ins, limits, blocks, voices
    web                                   what every route needs of the request
    markup | paging | mail | afterwards
    columns                               annotated column types
    jobs                                  the queue of the worker
    database                              Base, db, the one commit point, locks
    extensions                            the Flask extensions, each made once
    clock | errors | config | viewers     plain values

Every area is a package with the same file names, any of which may be absent, imported downwards:
routes, forms, operations, queries, policies, models.
"""
