from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("council/", views.council, name="council"),
    path("search/", views.search, name="search"),
    path("desk/", views.desk, name="desk"),
    path("desk/letters/", views.letters, name="letters"),
    path("desk/letters/<int:pk>/", views.letter, name="letter"),
    path("desk/letters/resume/", views.resume_mail, name="resume-mail"),
    path("desk/deliveries/<int:pk>/", views.delivery, name="delivery"),
]
