# A small image with one binary, run as nobody. Root certificates come with it.
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked -p touchpoint-cli && cp target/release/touchpoint /touchpoint

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/* \
    && mkdir /data && chown 65534:65534 /data
COPY --from=build /touchpoint /usr/local/bin/touchpoint
USER 65534:65534
VOLUME /data
EXPOSE 8080
ENV TOUCHPOINT_LISTEN=0.0.0.0:8080
ENTRYPOINT ["touchpoint"]
CMD ["serve"]
