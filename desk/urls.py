from django.urls import path

from councils.models import Office, Representative, Seat

from .views import pages, standing

app_name = "desk"
urlpatterns = [
    path("", pages.home, name="home"),
    path("council/", pages.council, name="council"),
    path("council/organisations/", standing.organisations, name="organisations"),
    path("council/organisations/<int:pk>/", standing.organisation, name="organisation"),
    path("council/organisations/<int:pk>/mandate/", standing.mandate, name="mandate-give"),
    path("council/organisations/<int:pk>/seat/", standing.seat, name="seat-give"),
    path("council/offices/", standing.office, name="office-give"),
    path("council/mandates/<int:pk>/credentials/", standing.credentials, name="credentials"),
    path(
        "council/mandates/<int:pk>/end/", standing.end, {"of": Representative}, name="mandate-end"
    ),
    path("council/seats/<int:pk>/end/", standing.end, {"of": Seat}, name="seat-end"),
    path("council/offices/<int:pk>/end/", standing.end, {"of": Office}, name="office-end"),
    path("search/", pages.search, name="search"),
    path("desk/", pages.desk, name="desk"),
    path("desk/letters/", pages.letters, name="letters"),
    path("desk/letters/<int:pk>/", pages.letter, name="letter"),
    path("desk/letters/resume/", pages.resume_mail, name="resume-mail"),
    path("desk/deliveries/<int:pk>/", pages.delivery, name="delivery"),
]
