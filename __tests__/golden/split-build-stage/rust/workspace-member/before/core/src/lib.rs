pub fn name() -> &'static str {
    "open"
}
