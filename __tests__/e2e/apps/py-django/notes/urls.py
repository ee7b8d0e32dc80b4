from board import views
from django.urls import path

urlpatterns = [
    path("", views.index),
    path("notes", views.add),
    path("uploads/<str:name>", views.upload),
]
