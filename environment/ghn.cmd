@echo off
rem The ghn tool; builds it first (a build with nothing to do takes seconds).
setlocal
set "root=%~dp0.."
dotnet build "%root%\environment\Ghn.Tool" --nologo -v quiet 1>&2 || exit /b 1
"%root%\artifacts\ghn\ghn.exe" %*
