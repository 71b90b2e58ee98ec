//! A deep document takes the stack that the program has on a machine; WebAssembly's usual megabyte is less.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo:rustc-link-arg=-zstack-size=8388608");
    }
}
