# What can be done here; `just demo` and `just test` are the two to start with.

[private]
default:
    @just --list

# Run the simulated study and say where its report is.
demo:
    cargo run --release -- run studies/influence-network

# Every test.
test:
    cargo test --workspace

# Form and lints.
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# Time and memory from start to report.
bench:
    cargo bench --bench end_to_end

# What decoys, other settings and planted groups cost beside a single run.
bench-robustness:
    cargo bench --bench robustness

# Lockstep beside the tools it is compared with, as far as they are installed; DATA is a folder that holds `coortweet` and `ira_538`.
bench-peers DATA *OPTIONS:
    cargo build --release
    python3 crates/lockstep/benches/peers/run.py {{quote(DATA)}} {{OPTIONS}}

# Make both committed reports again; INPUTS is a folder that holds ira_538/tweets.parquet.
reports INPUTS: demo
    cargo run --release -- run studies/ira-trolls --inputs {{quote(INPUTS)}}

# All that a change must pass.
ci:
    .ci/run
