from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from .models import Note


def index(request):
    return render(request, "board/index.html", {"notes": Note.objects.order_by("id")})


@csrf_exempt
def add(request):
    note = Note.objects.create(text=request.body.decode())
    return JsonResponse({"id": note.id}, status=201)


@csrf_exempt
def upload(request, name):
    if request.method == "PUT":
        if default_storage.exists(name):
            default_storage.delete(name)
        default_storage.save(name, ContentFile(request.body))
        return HttpResponse(status=204)
    with default_storage.open(name) as file:
        return HttpResponse(file.read(), content_type="text/plain")
