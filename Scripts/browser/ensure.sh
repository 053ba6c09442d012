# SPDX-License-Identifier: Apache-2.0
# Sourced by test-browser and picture: makes sure that python3 and Chromium are there.

install_or_say() { # program, Debian package
    command -v "$1" >/dev/null 2>&1 && return 0
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "installing $2 (Debian package), since $1 is missing" >&2
        export DEBIAN_FRONTEND=noninteractive
        apt_log=$(mktemp)
        apt-get install -y -qq --no-install-recommends "$2" >"$apt_log" 2>&1 ||
            { apt-get update -qq && apt-get install -y -qq --no-install-recommends "$2"; } \
                >"$apt_log" 2>&1 ||
            {
                tail -n 5 "$apt_log" >&2
                echo "$2 could not be installed: check the network and apt's sources" >&2
                rm -f "$apt_log"
                exit 1
            }
        rm -f "$apt_log"
        command -v "$1" >/dev/null 2>&1 && return 0
    fi
    echo "$1 is missing: run 'apt-get install $2' as root, or install it by your system's means" >&2
    exit 1
}

install_or_say python3 python3
browser=""
for name in "${BASKETS_BROWSER:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
        browser=$(command -v "$name")
        break
    fi
done
if [ -z "$browser" ]; then
    install_or_say chromium chromium
    browser=$(command -v chromium)
fi
export BASKETS_BROWSER="$browser"
