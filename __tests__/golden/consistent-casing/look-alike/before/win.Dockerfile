# escape=`
FROM mcr.microsoft.com/windows/nanoserver:ltsc2022 as Base
run dir
