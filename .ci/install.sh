# To be sourced. install_missing PACKAGE…: installs on Debian what is missing of the packages that are named; known are postgresql,
# redis-server, sqlite3, curl, wrk, faketime, gcc, libc6-dev, chromium, nodejs, npm, prometheus, nginx, systemd, python3, mypy, g++, clang,
# libcurl4-openssl-dev and python3-erfa.

install_missing() {
  local package missing=() policy=/usr/sbin/policy-rc.d
  for package; do
    case $package in
      postgresql) compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=("$package") ;;
      faketime) compgen -G '/usr/lib/*/faketime/libfaketimeMT.so.1' >/dev/null || missing+=("$package") ;;
      nodejs) command -v node >/dev/null || missing+=("$package") ;;
      # Its programs alone; it need not run.
      systemd) command -v systemd-analyze >/dev/null || missing+=("$package") ;;
      libcurl4-openssl-dev) compgen -G '/usr/include/*/curl/curl.h' >/dev/null || missing+=("$package") ;;
      python3-erfa) /usr/bin/python3 -c 'import erfa' 2>/dev/null || missing+=("$package") ;;
      libc6-dev) [[ -e /usr/include/stdio.h ]] || missing+=("$package") ;;
      *) command -v "$package" >/dev/null || missing+=("$package") ;;
    esac
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    echo "Missing: ${missing[*]}. Run as root: apt-get install -y ${missing[*]}" >&2
    exit 69
  fi

  # Tests and benchmarks start servers of their own. This policy keeps the packages from starting theirs; one that is already there is
  # left as it is.
  if [[ ! -e $policy ]]; then
    # shellcheck disable=SC2064
    trap "rm -f '$policy'" EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  if [[ -n $(trap -p EXIT) ]]; then
    rm -f "$policy"
    trap - EXIT
  fi
}
