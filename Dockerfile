# Two stages: what builds stays behind. The image runs as an ordinary user and holds no shell script of ours.
FROM node:26.10-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN npm ci && npm run -s build && mkdir /packed && npm pack --ignore-scripts --pack-destination /packed

FROM node:26.10-bookworm-slim
COPY --from=build /packed/qforge-*.tgz /tmp/qforge.tgz
RUN npm install --global --ignore-scripts --omit=dev /tmp/qforge.tgz && rm /tmp/qforge.tgz \
  && install -d -m 700 -o node -g node /etc/qforge /run/qforge
ENV QFORGE_HOME=/etc/qforge XDG_RUNTIME_DIR=/run/qforge NODE_ENV=production
USER node
VOLUME /etc/qforge
EXPOSE 7700
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s CMD ["qforge", "status"]
ENTRYPOINT ["qforge"]
CMD ["help"]
