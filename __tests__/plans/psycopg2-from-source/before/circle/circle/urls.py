from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("members/", lambda request: HttpResponse("members"))]
