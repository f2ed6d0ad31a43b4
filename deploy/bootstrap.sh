#!/usr/bin/env bash
# Prepares a machine for `make`: the environment with its locked packages, and for tests the servers' programs.
#
#   deploy/bootstrap.sh env run|test    .venv with what running (or testing) needs; nothing to do is done in some milliseconds
#   deploy/bootstrap.sh servers         programs that the tests start: RabbitMQ, PostgreSQL, Chromium, Chinese fonts
#
# Packages come by pip from the lock files, each checked against its hash. System packages are installed only where we are root
# on Debian or Ubuntu; everywhere else a message says what to do.
set -euo pipefail
cd "$(dirname "$0")/.."

VENV=.venv
apt_lists_fresh=no

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
stop() { printf '%s\n' "$@" >&2; exit 1; }
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

# Installs system packages without starting their services: what was not running before does not run afterwards.
apt_install() {
  say "安装系统软件包 installing system packages: $*"
  export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
  if [ "$apt_lists_fresh" = no ]; then
    apt-get -o DPkg::Lock::Timeout=300 update -qq >&2 && apt_lists_fresh=yes
  fi
  local policy=/usr/sbin/policy-rc.d ours=no code=0
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && ours=yes
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  local log
  log=$(mktemp)
  apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" >"$log" 2>&1 </dev/null || code=$?
  if [ "$code" != 0 ]; then tail -n 20 "$log" >&2; fi
  rm -f "$log"
  if [ "$ours" = yes ]; then rm -f "$policy" && trap - EXIT; fi
  return "$code"
}

# After we have installed a service for its programs alone, it shall not start with the machine either.
keep_service_off() {
  if command -v systemctl >/dev/null && [ -d /run/systemd/system ]; then
    systemctl disable --quiet "$1" >&2 2>/dev/null || true
  fi
}

# --- environment -------------------------------------------------------------------------------------------------------------

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local name
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    if command -v "$name" >/dev/null && is_new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  stop "需要 Python 3.11 或更高版本,本机没有找到;请安装后重试,或用 PYTHON=/路径/python3 make … 指定。" \
    "Python 3.11 or newer is needed and was not found; install it, or name it with PYTHON=/path/to/python3 make …"
}

make_venv() {
  local python version
  python=$(find_python)
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    can_apt || stop "$python 缺少 venv 模块;请运行 apt-get install $version-venv 后重试。没有改动任何内容。" \
      "$python lacks the venv module; run apt-get install $version-venv as root and try again. Nothing was changed."
    apt_install "$version-venv" || apt_install python3-venv
  fi
  say "创建 Python 环境 making the environment $VENV with $python"
  "$python" -m venv --clear "$VENV"
}

# What an environment depends on: the locks, the project's own description, and the place it was made for.
fingerprint() { { cat pyproject.toml "$@"; pwd; } | sha256sum | cut -c1-64; }

is_current() { [ -x $VENV/bin/python ] && [ "$(cat "$VENV/$1.stamp" 2>/dev/null)" = "$2" ]; }

is_usable() {
  [ "$($VENV/bin/python -c 'import sys; print(sys.prefix)' 2>/dev/null)" = "$PWD/$VENV" ] && $VENV/bin/python -m pip --version >/dev/null 2>&1
}

compile_sources() { [ -z "${PYTHONDONTWRITEBYTECODE:-}" ] || $VENV/bin/python -m compileall -q services gateway deploy >/dev/null 2>&1 || true; }

prepare_env() {
  local kind=$1 lock=requirements.lock mark
  if [ "$kind" = test ]; then lock=requirements-dev.lock; fi
  mark=$(fingerprint "$lock")
  if is_current "$kind" "$mark"; then
    compile_sources
    return
  fi
  is_usable || make_venv
  exec 9>"$VENV/.lock"
  if command -v flock >/dev/null; then flock 9; fi
  if is_current "$kind" "$mark"; then return; fi # another make has just done it
  say "安装依赖(首次约需一两分钟) installing packages from $lock (a minute or two the first time)"
  export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
  $VENV/bin/python -m pip install -qq --require-hashes --no-deps -r "$lock" ||
    stop "依赖安装失败,见上;请检查网络后重试,已安装的部分会保留。" \
      "Installing packages failed, see above; check the network and try again, what was installed is kept."
  # The build backend is in the lock: this step needs no network.
  $VENV/bin/python -m pip install -qq --no-deps --no-build-isolation --editable .
  # Where Python is told not to write bytecode, pip does not either, and every start would compile 2,000 modules anew.
  $VENV/bin/python -m compileall -q -j 0 $VENV/lib >/dev/null 2>&1 || true
  printf '%s\n' "$mark" >"$VENV/$kind.stamp"
  if [ "$kind" = test ]; then fingerprint requirements.lock >"$VENV/run.stamp"; fi
  compile_sources
}

# --- servers for tests -------------------------------------------------------------------------------------------------------

install_chromium() {
  # Ubuntu's package of this name only points to a snap; there Playwright brings its own build.
  if ! grep -qi '^ID=ubuntu' /etc/os-release; then
    apt_install chromium
  else
    $VENV/bin/python -m playwright install --with-deps chromium >&2
  fi
}

install_missing() {
  local name
  for name in "$@"; do
    case $name in
      rabbitmq) apt_install rabbitmq-server && keep_service_off rabbitmq-server ;;
      postgresql) apt_install postgresql && keep_service_off postgresql ;;
      driver) apt_install libatomic1 ;;
      fonts) apt_install fontconfig fonts-noto-cjk ;;
      promtool) apt_install prometheus && keep_service_off prometheus ;;
      systemd) apt_install systemd ;;
      chromium) install_chromium ;;
    esac || say "$name 未能安装 could not be installed"
  done
}

prepare_servers() {
  local missing
  mapfile -t missing < <($VENV/bin/python -m tests.servers --missing | sed '/^$/d')
  if [ ${#missing[@]} -gt 0 ] && can_apt; then
    install_missing "${missing[@]}"
  fi
  $VENV/bin/python -m tests.servers --verify
}

case "${1:-}" in
  env) prepare_env "${2:?run or test}" ;;
  servers) prepare_servers ;;
  *) stop "usage: deploy/bootstrap.sh env run|test, or deploy/bootstrap.sh servers" ;;
esac
