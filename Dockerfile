# A small image with one binary, run as nobody. Root certificates come with it.
# The playground's larger editor, as `cargo xtask editor` builds it.
FROM node:22.14.0-bookworm-slim AS editor
WORKDIR /editor
COPY crates/playground/editor .
RUN npm ci --ignore-scripts --no-audit --no-fund && npm run --silent build

FROM rust:1.95.0-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
# The image's own compiler; else rustup would fetch what rust-toolchain.toml asks for beside it.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /src
COPY . .
COPY --from=editor /editor/built crates/playground/editor/built
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --profile dist --locked -p touchpoint-cli --features otlp && cp target/dist/touchpoint /touchpoint && strip /touchpoint

FROM debian:12.12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && mkdir /data && chown 65534:65534 /data
COPY --from=build /touchpoint /usr/local/bin/touchpoint
USER 65534:65534
# For an SQLite file, or the state of an accounts file.
VOLUME /data
EXPOSE 8080
ENV TOUCHPOINT_LISTEN=0.0.0.0:8080
# Asks as a load balancer does, with what the image has.
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/${TOUCHPOINT_LISTEN##*:}; printf 'GET /readyz HTTP/1.1\\r\\nhost: x\\r\\nconnection: close\\r\\n\\r\\n' >&3; head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["touchpoint"]
CMD ["serve"]
