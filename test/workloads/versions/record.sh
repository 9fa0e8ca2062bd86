#!/bin/sh
# Writes the tables beside this file anew: pairs of versions, and what the tool of each ecosystem says about them.
# On Debian 12 it needs: dpkg, rpm, ruby, npm, php-cli and php-composer-semver, default-jre-headless and
# libmaven3-core-java, and Python's packaging. Alpine's tool is not to be had there: apk.txt is what
# `apk version -t` printed.
set -eu
cd "$(dirname "$0")"

pairs() {
  # shellcheck disable=SC2086
  set -- $1
  for one; do for other; do printf '%s %s\n' "$one" "$other"; done; done
}

record() {
  { echo "# $2"; cat; } > "$1.txt"
}

DEB='0 1 1.0 1.0-1 1.0-1+b1 1.0-1.1 1.0-2 1.0~rc1-1 1.0~~ 1.0~ 1.0+dfsg-1 1.0a 1.0.1 1.00 1.10 1.9 1:0.1 0:1.0 2:8.2.4919-1
3.0.9-1 3.0.11-1~deb12u2 3.0.11-1 2.36-9+deb12u14 2.36-9+deb12u3 2.36-9 1.1.1n-0+deb11u5 1.1.1n-0+deb11u10 5.10.0-8 a1 1a1 1.2-3-4 1.2-3 1.-1 1.2.3~git20200101 1.2.3+git1 0:0-0'
pairs "$DEB" | while read -r one other; do
  if dpkg --compare-versions "$one" lt "$other" 2> /dev/null; then sign='<'
  elif dpkg --compare-versions "$one" gt "$other" 2> /dev/null; then sign='>'; else sign='='; fi
  echo "$one $sign $other"
done | record deb 'dpkg --compare-versions'

RPM='1.0-1 1.0-1.el9 1.0-2 1.0.1-1 1.0~rc1-1 1.0~rc2-1 1.0^git1-1 1.0^-1 1.0^~-1 1.0^git1~pre-1 1.0a-1 1.0.a-1 1.0_a-1 1.a-1 a-1 1.10-1 1.9-1 001.0-1 1:0.1-1
1:1.0-1 0:1.0-1 3.0.7-16.el9_2 3.0.7-24.el9 3.0.7-27.el9_4 5.14.0-284.11.1.el9_2 5.14.0-284.30.1.el9_2 5.14.0-362.8.1.el9_3 2.34-60.el9_2.7 2.34-60.el9
18.14.2-3.module_el9.2.0+29+de583a0f 18.20.2-1.module_el9.4.0+100+71fc9528 1.1.1k-12.el8_9 20.10.amzn2-1 1.0-1.amzn2023.0.2 1.0-1.amzn2023.0.10 1..0-1 1.0.-1 ~1-1 xyz10-1 xyz.10-1'
pairs "$RPM" > pairs.tmp
rpm --eval '%{lua: for line in io.lines("pairs.tmp") do
  local one, other = line:match("(%S+) (%S+)")
  print(one .. " " .. ({ [-1] = "<", [0] = "=", [1] = ">" })[rpm.vercmp(one, other)] .. " " .. other .. "\n")
end}' | grep . | record rpm 'rpm --eval "%{lua: print(rpm.vercmp(one, other))}"'

PEP='1.0 1.0.0 1 1.0a1 1.0alpha1 1.0b2 1.0rc1 1.0c1 1.0-rc.2 1.0.post1 1.0-1 1.0.dev1 1.0a1.dev1 1.0rc1.post1 1.0.post1.dev2 1.0+local 1.0+local.1 1.0+1 1.0+1.2 1.1 1.10 1.9
v1.0 1!0.5 2024.1.2 2.10.1 2.10.1.dev0 3.0.0b1 0.0.0 1.0.0.0.1 1.0a 1.0.post 1.0_r5 1.0PRE2'
pairs "$PEP" | python3 -c '
import sys; from packaging.version import Version
for line in sys.stdin:
    one, other = line.split(); a, b = Version(one), Version(other)
    print(one, "<" if a < b else ">" if a > b else "=", other)' | record pep440 'packaging.version.Version'

GEM='1 1.0 1.0.0 1.0.a 1.0.a1 1.0.a.1 1.0.b1 1.0.rc1 1.0-rc1 1.0.pre 1.0.1 1.1 1.10 1.9 0.9 2.2.3 2.2.3.1 2.2.6.4 6.1.7.3 1.15.0 1.15.0.rc1 1.a.2 1.0.0.a.0 0 0.0.1 4.0.0.beta3 4.0.0.beta10'
pairs "$GEM" | ruby -e 'STDIN.each_line { |l| a, b = l.split
  puts "#{a} #{["<", "=", ">"][(Gem::Version.new(a) <=> Gem::Version.new(b)) + 1]} #{b}" }' | record gem 'Gem::Version#<=>'

SEMVER='0.0.0 1.0.0 1.0.1 1.10.0 1.9.0 1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0-1 1.0.0-a-b 1.0.0+build 2.0.0-0
0.0.0-20200622213623-75b288015ac9 0.0.0-20210322153248-0c34fe9e7dc2 0.0.0-20220314234659-1baeb1ce4c0b 4.17.15 4.17.21 1.5.0-0 1.2.3-0 1.2.3-00a'
pairs "$SEMVER" | NODE_PATH="$(npm root -g)/npm/node_modules" node -e '
  const { compare } = require("semver");
  for (const line of require("fs").readFileSync(0, "utf8").trim().split("\n")) {
    const [one, other] = line.split(" ");
    console.log(one, "<=>"[compare(one, other) + 1], other);
  }' | record semver 'compare of the npm package semver'

COMPOSER='1 1.0 1.0.0 1.0.0.0 v1.0.1 1.0.1 1.0.0-alpha1 1.0.0-alpha2 1.0.0-beta 1.0.0-beta1 1.0.0-RC1 1.0.0RC2 1.0.0-patch1 1.0.0-p1 1.0.0-dev 1.10.0 1.9.9 2.0.0 5.4.21 5.4.3 v5.4.21 2023.1'
pairs "$COMPOSER" | php -r 'require "/usr/share/php/Composer/Semver/autoload.php";
  $parser = new Composer\Semver\VersionParser;
  while ($line = fgets(STDIN)) { [$one, $other] = explode(" ", trim($line));
    [$a, $b] = [$parser->normalize($one), $parser->normalize($other)];
    $sign = Composer\Semver\Comparator::lessThan($a, $b) ? "<" : (Composer\Semver\Comparator::greaterThan($a, $b) ? ">" : "=");
    echo "$one $sign $other\n"; }' | record composer 'Composer\Semver\Comparator, of what VersionParser makes of them'

MAVEN='1 1.0 1.0.0 1-alpha 1.0-alpha-1 1.0-alpha1 1.0a1 1-beta 1.0-b2 1.0-m1 1.0-milestone-2 1.0-rc1 1.0-cr1 1-snapshot 1.0-SNAPSHOT 1.0-ga 1.0.Final 1.0.RELEASE 1-sp 1-sp-1 1-foo 1-foo2 1.0.1 1.1 1.10 1.9 1-1 1.foo 1-1.foo 1.0.0.RC2
2.14.1 2.15.0 2.17.1 31.1-jre 31.1-android 32.0.0-jre 5.3.18 5.2.20.RELEASE 1.2.3-r1 1..1 1.0.0-x 1.0x'
pairs "$MAVEN" > pairs.tmp
cat > Compare.java <<'JAVA'
import org.apache.maven.artifact.versioning.ComparableVersion;
class Compare {
  public static void main(String[] args) throws Exception {
    for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of("pairs.tmp"))) {
      String[] pair = line.split(" ");
      int result = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
      System.out.println(pair[0] + (result < 0 ? " < " : result > 0 ? " > " : " = ") + pair[1]);
    }
  }
}
JAVA
java -cp /usr/share/java/maven3-artifact.jar:/usr/share/java/commons-lang3.jar Compare.java | record maven 'ComparableVersion of Maven 3.8.7'
rm -f pairs.tmp Compare.java
