"""How every form is shown: `templates/form/`; and the dates and names of form fields in the language of the screen."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    form_template_name = "form/form.html"
    field_template_name = "form/field.html"
