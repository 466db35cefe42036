from django import forms

from .models import User


class PreferencesForm(forms.ModelForm[User]):
    class Meta:
        model = User
        fields = ("language", "time_zone")
