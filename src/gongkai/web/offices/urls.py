"""Addresses of an office's own settings, below `/desk/<office>/office/`. Names: `desk:offices:…`."""

from __future__ import annotations

from django.urls import path

from gongkai.web.offices import views, views_audit, views_members

app_name = "offices"
urlpatterns = [
    path("", views.home, name="home"),
    path("particulars/", views.particulars, name="particulars"),
    path("name/", views.rename, name="rename"),
    path("place/", views.move, name="move"),
    path("merge/", views.merge, name="merge"),
    path("below/", views.below, name="below"),
    path("sections/", views.sections, name="sections"),
    path("sections/new/", views.new_section, name="new_section"),
    path("sections/<int:pk>/", views.section, name="section"),
    path("leading-group/", views.leading_group, name="leading_group"),
    path("members/", views_members.member_list, name="members"),
    path("members/open/", views_members.open_account, name="open_account"),
    path("members/<int:pk>/", views_members.member, name="member"),
    path("members/<int:pk>/change/", views_members.change, name="change_member"),
    path("members/<int:pk>/role/", views_members.give_role, name="give_role"),
    path("members/<int:pk>/posts/<int:post>/end/", views_members.end_role, name="end_role"),
    path("members/<int:pk>/posts/<int:post>/deputy/", views_members.deputy, name="deputy"),
    path("members/<int:pk>/hand-over/", views_members.hand_over, name="hand_over"),
    path("members/<int:pk>/account/", views_members.account, name="account"),
    path("audit/", views_audit.audit, name="audit"),
    path("audit/disclosures/", views_audit.disclosures, name="disclosures"),
    path("audit/verify/", views_audit.verdict, name="verify"),
    path("audit/export/<slug:kind>/", views_audit.export, name="export"),
]
