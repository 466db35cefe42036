"""Moments and reasons for the templates of Django's engine: the letters and the pages of the sign-in library."""

from django import template

from rec_portal import labels
from rec_portal.ui import moments

register = template.Library()
for tag in (
    moments.clock,
    moments.council_moment,
    moments.day,
    moments.elsewhere,
    moments.moment,
    moments.span,
    moments.stamp,
):
    register.simple_tag(tag)
register.filter("said", labels.said)
