fn main() {
    println!("{}", core_lib::name());
}
