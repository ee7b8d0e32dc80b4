# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
COPY --chmod=755 a C:/a
