"""The page: simcall in a browser, on this machine alone. Requests in, functions of the rooms below, HTML out.

No modelling happens here. `server` listens and ends cleanly; `guard` refuses whoever is not the user; `application`
lists the addresses; `desk` holds what the open pages share; `jobs` does long work; `templates/` and `static/` hold
what the browser gets.

How to add a page
-----------------
1. Write a module beside `what_if` with functions that take a `Request` and return a `Response`. `desk_of(request)`
   gives the folder, the scenarios and the long work. Return HTML with ``desk.html("name.html.j2", …)``; the template
   extends ``layout.html.j2`` and fills the blocks ``title`` and ``main``.
2. List its addresses in a constant ``ROUTES`` of that module. Add the module to `application.PAGES`, and the words of
   the navigation to `desk.NAVIGATION`. The guard covers it: token, Host, Origin, headers and size of what is sent.
3. Addresses in templates are ``root ~ "name"``; never write them from ``/``. Forms send with POST and need no more;
   what changes something on the disk must be a POST.
4. Long work is a `Work` that `Jobs.begin` is given: progress, stop, resume and a closed tab are then taken care of, and
   ``job.html.j2`` shows it. Its pictures come from ``present``; draw them within `drawing`, as Matplotlib has one
   state for all threads.
5. A file from the user is sent as it is by ``fetch`` with POST (no multipart), and read with `received`, which takes
   no more than the limit of `application.LARGEST`.
6. Every control has a label, each picture its table, each error its field. A script goes into ``static/``: the policy
   allows none within a page, and no style either.
"""
