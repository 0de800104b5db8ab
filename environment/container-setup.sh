#!/usr/bin/env bash
# Sets a fresh Debian or Ubuntu container with the .NET 10 SDK up: Jupyter, the build, the kernel. Used by the dev container
# and the Dockerfile; run it in the repository's folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  git jupyter-notebook jupyter-nbconvert
dotnet build --nologo -v quiet environment/Ghn.Tool
environment/ghn kernel install
environment/ghn kernel install --name .net-csharp # what the notebooks ask for
environment/ghn check
