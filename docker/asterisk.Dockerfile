# Asterisk 22, Redis and espeak-ng from Debian forky, the packages that src/provision/debian-packages.ts names.
# The configuration is the one that src/provision renders from asterisk-conf/ into the data folder, mounted under
# the same path (with `modulesDir` and `dataDir` of this image), so that a container and a machine run the same.
#
#   docker build -t centralino-asterisk -f docker/asterisk.Dockerfile docker
#   docker run --rm --network host --user "$(id -u):$(id -g)" -v DATA:DATA \
#     -e CONF=DATA/asterisk/etc/asterisk.conf centralino-asterisk
FROM debian:forky-slim

RUN apt-get -o Acquire::Check-Valid-Until=false update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      asterisk redis-server espeak-ng \
 && rm -rf /var/lib/apt/lists/* /usr/share/doc /usr/share/man

# Nothing in here needs root; `docker run --user` gives the owner of the data folder.
USER asterisk
ENV LC_ALL=C.UTF-8
# CONF is the asterisk.conf that the engine rendered.
ENV CONF=/etc/asterisk/asterisk.conf
CMD ["sh", "-c", "exec asterisk -f -n -C \"$CONF\""]
