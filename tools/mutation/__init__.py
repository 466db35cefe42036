"""Breaks a rule of the portal at one place at a time, and asks the tests whether they notice.

    python -m tools.mutation --count 100 --seed 1

Places are drawn in equal shares from permissions, lifecycles, constraints and rules of the database, acts and notices.
Each is tried by the tests that reach its line, the quickest first, in a fork of a process that has the libraries loaded;
the first failure ends it. What cannot be imported any more does not count as noticed. A place that no test notices is
either a rule without a test, to be given one, or a break that changes nothing: read it.
"""
