# Sourced by mvnw and by the launcher: sets and exports JAVA_HOME to a JDK 25 or newer, or ends the
# calling script with one message. Plain POSIX sh, because it runs under dash, bash and macOS sh.
#
# A JDK's version is read from its `release` file, since starting each JVM just to ask would take
# longer than the rest of the script. Order: JAVA_HOME if it is new enough, then the usual folders
# (25 itself before anything newer), then `java` on the PATH.

perigee_java_min=25

# Prints the feature version of the JDK in folder $1; fails if it is not a JDK or is too old.
perigee_jdk_feature() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  perigee_feature=$(sed -n 's/^JAVA_VERSION="\{0,1\}\([0-9][0-9]*\).*/\1/p' "$1/release" | head -n 1)
  [ -n "$perigee_feature" ] && [ "$perigee_feature" -ge "$perigee_java_min" ] || return 1
  echo "$perigee_feature"
}

# Prints the folder of the JDK that `java` on the PATH belongs to, links resolved.
perigee_path_jdk() {
  perigee_java=$(command -v java) || return 1
  while [ -L "$perigee_java" ]; do
    perigee_link=$(readlink "$perigee_java")
    case $perigee_link in
      /*) perigee_java=$perigee_link ;;
      *) perigee_java=$(dirname "$perigee_java")/$perigee_link ;;
    esac
  done
  (cd "$(dirname "$perigee_java")/.." 2>/dev/null && pwd -P)
}

# Prints the best JDK among the usual folders: 25 if there is one, else the newest.
perigee_search_jdk() (
  # A sourcing script may have switched globbing off; this is a subshell, so that stays its choice.
  set +f
  best_home= best_feature=0
  for home in \
    /usr/lib/jvm/* \
    "${SDKMAN_DIR:-${HOME-}/.sdkman}"/candidates/java/* \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$(perigee_path_jdk)"; do
    feature=$(perigee_jdk_feature "$home") || continue
    if [ "$feature" -eq "$perigee_java_min" ]; then
      echo "$home"
      return 0
    fi
    if [ "$feature" -gt "$best_feature" ]; then
      best_home=$home best_feature=$feature
    fi
  done
  [ -n "$best_home" ] && echo "$best_home"
)

if ! perigee_jdk_feature "${JAVA_HOME-}" >/dev/null; then
  perigee_home=$(perigee_search_jdk) || {
    cat >&2 <<END
Perigee needs a JDK $perigee_java_min or newer (a JDK with javac, not only a JRE), and found none.
Looked at: JAVA_HOME (${JAVA_HOME:-not set}), /usr/lib/jvm/*, SDKMAN (~/.sdkman/candidates/java/*),
Homebrew (openjdk), /Library/Java/JavaVirtualMachines/*, and java on the PATH.
Install one, for example from https://adoptium.net, or set JAVA_HOME to the folder of one.
END
    exit 1
  }
  JAVA_HOME=$perigee_home
fi
export JAVA_HOME

# Without `unzip`, as in many small container images, mvnw would fetch the tar.gz of Maven and then
# refuse it, because the checksum it knows is the zip's. A JDK can unpack a zip as well.
if ! command -v unzip >/dev/null 2>&1; then
  # unzip [-q] <zip> -d <folder>, as mvnw calls it.
  unzip() (
    [ "$1" != -q ] || shift
    set +f
    cd "$3" && "$JAVA_HOME/bin/jar" xf "$1" && chmod +x ./*/bin/mvn
  )
fi
