#!/bin/sh
# Make a virtual environment with the first Python that is new enough and complete.
set -eu

folder=$1
if "$folder/bin/python" -m pip --version >/dev/null 2>&1; then
    exit 0
fi

too_old="" # what was found, but is older than 3.11
incomplete=""

for python in python3.14 python3.13 python3.12 python3.11 python3 python; do
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
        too_old=$version
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        incomplete=$version
    else
        exec "$python" -m venv --clear "$folder"
    fi
done

if [ -n "$incomplete" ]; then
    echo "Python $incomplete mist zijn onderdeel venv. Installeer het pakket python3-venv" >&2
    echo "(op Debian of Ubuntu: sudo apt install python3-venv of python$incomplete-venv)" >&2
    echo "en geef dezelfde opdracht nog een keer." >&2
elif [ -n "$too_old" ]; then
    echo "lobbib heeft Python 3.11 of nieuwer nodig; hier staat Python $too_old." >&2
else
    echo "lobbib heeft Python 3.11 of nieuwer nodig, en hier staat geen Python." >&2
fi
exit 1
