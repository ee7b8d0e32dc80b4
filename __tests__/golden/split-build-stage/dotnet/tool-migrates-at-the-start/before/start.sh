#!/bin/sh
until dotnet ef database update --project /src; do sleep 1; done
exec dotnet Tides.dll
