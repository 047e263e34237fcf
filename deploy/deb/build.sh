#!/usr/bin/env bash
# Builds a Debian package of the service and prints its path.
#
#   deploy/deb/build.sh                              self-contained for this machine: needs nothing of .NET where it is installed
#   deploy/deb/build.sh --runtime linux-arm64        for another one
#   deploy/deb/build.sh --published FOLDER           of what `dotnet publish` has written; without the runtime in it, the package depends on
#                                                    aspnetcore-runtime-10.0, which Debian itself does not have
#   … --version VERSION --output FOLDER              in place of the version of the build, and of the working directory
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

published='' runtime='' version='' output=$PWD
while (($#)); do
  case $1 in
    --published) published=$(realpath "$2") ;;
    --runtime) runtime=$2 ;;
    --version) version=$2 ;;
    --output) output=$(realpath "$2") ;;
    *) echo "Unknown option: $1" >&2 && exit 64 ;;
  esac
  shift 2
done
case ${runtime:-$(dpkg --print-architecture)} in
  linux-x64 | amd64) runtime=linux-x64 architecture=amd64 ;;
  linux-arm64 | arm64) runtime=linux-arm64 architecture=arm64 ;;
  *) echo "No package for this architecture: use --runtime linux-x64 or linux-arm64." >&2 && exit 64 ;;
esac
version=${version:-$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' "$repository/Directory.Build.props")}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [[ -z $published ]]; then
  published=$work/published
  # Of a copy, so that neither the build nor the lock files of the checkout change.
  mkdir "$work/source"
  tar --create --directory "$repository" --exclude bin --exclude obj src config BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json \
    | tar --extract --directory "$work/source"
  dotnet publish "$work/source/src/Api" --configuration Release --runtime "$runtime" --self-contained -p:RunAnalyzers=false --output "$published" \
    --nologo -v quiet >&2
fi

root=$work/root
put() { install -D --mode="$1" "$2" "$root/$3"; }
install --directory "$root/DEBIAN" "$root/usr/lib/ccat-ops" "$root/usr/bin" "$root/usr/share/doc/ccat-ops/examples"
cp --recursive "$published/." "$root/usr/lib/ccat-ops"
# Documentation of types, and what a developer's machine has left beside the program.
rm -rf "$root/usr/lib/ccat-ops"/{*.xml,config,data,.env}
chmod --recursive u=rwX,go=rX "$root/usr/lib/ccat-ops"
ln --symbolic ../lib/ccat-ops/CcatOps.Api "$root/usr/bin/ccat-ops"

# The program looks for its settings beside itself when the working directory has none.
ln --symbolic ../../../etc/ccat-ops "$root/usr/lib/ccat-ops/config"
ln --symbolic ../../../etc/ccat-ops/ccat-ops.env "$root/usr/lib/ccat-ops/.env"
put 0640 "$repository/config/settings.toml" etc/ccat-ops/settings.toml
put 0644 "$repository/deploy/deb/ccat-ops.default" etc/default/ccat-ops
put 0644 "$repository/deploy/deb/ccat-ops.env" usr/share/ccat-ops/ccat-ops.env

put 0644 "$repository/deploy/systemd/ccat-ops.service" lib/systemd/system/ccat-ops.service
put 0644 "$repository/deploy/systemd/ccat-ops.sysusers.conf" usr/lib/sysusers.d/ccat-ops.conf
put 0644 "$repository/deploy/systemd/ccat-ops.tmpfiles.conf" usr/lib/tmpfiles.d/ccat-ops.conf

put 0644 "$repository/LICENSE" usr/share/doc/ccat-ops/copyright
cp --recursive "$repository"/{README.md,CHANGELOG.md,docs} "$root/usr/share/doc/ccat-ops"
cp --recursive "$repository"/deploy/{nginx,prometheus,grafana,least-privilege} "$root/usr/share/doc/ccat-ops/examples"
chmod --recursive u=rwX,go=rX "$root/usr/share" "$root/etc/default" "$root/lib"

for script in postinst prerm postrm; do
  put 0755 "$repository/deploy/deb/$script" "DEBIAN/$script"
done
printf '/etc/ccat-ops/settings.toml\n/etc/default/ccat-ops\n' >"$root/DEBIAN/conffiles"
(cd "$root" && find etc lib usr -type f -exec md5sum {} +) >"$root/DEBIAN/md5sums"

dotnet='aspnetcore-runtime-10.0'
if [[ -e $root/usr/lib/ccat-ops/libcoreclr.so ]]; then
  dotnet='libc6, libgcc-s1, libstdc++6, libssl3 | libssl3t64, zlib1g, ca-certificates, tzdata'
fi
cat >"$root/DEBIAN/control" <<CONTROL
Package: ccat-ops
Version: $version
Architecture: $architecture
Maintainer: The CcatOps authors <root@localhost>
Section: science
Priority: optional
Installed-Size: $(du --summarize --block-size=1K "$root" | cut -f1)
Depends: $dotnet, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles
Suggests: redis-server, postgresql, nginx, prometheus
Description: operations database of an observatory
 A REST service in front of the main database of an observatory. At a telescope it
 takes writes into a durable buffer while the link is down, replays them exactly
 once and in order, and merges what is on its way into every read.
CONTROL

package=$output/ccat-ops_${version}_$architecture.deb
dpkg-deb --root-owner-group --build "$root" "$package" >&2
echo "$package"
