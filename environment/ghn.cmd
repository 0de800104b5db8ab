@echo off
rem The ghn tool; builds it first (a build with nothing to do takes seconds).
setlocal
set "root=%~dp0.."
set "verbosity=quiet"
if not exist "%root%\artifacts\ghn\ghn-tool.dll" (
  set "verbosity=minimal"
  echo Building the ghn tool: about three minutes, with the packages that it fetches ... 1>&2
)
dotnet build "%root%\environment\Ghn.Tool" --nologo -v %verbosity% 1>&2 || exit /b 1
"%root%\artifacts\ghn\ghn.exe" %*
