use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

fn is_prime(n: u64) -> bool {
    n > 1 && (2..).take_while(|d| d * d <= n).all(|d| n % d != 0)
}

fn answer(line: &str) -> (&'static str, String) {
    let path = line.split(' ').nth(1).unwrap_or("/");
    match path.strip_prefix("/prime/").map(str::parse::<u64>) {
        Some(Ok(n)) => ("200 OK", format!("{}\n", is_prime(n))),
        Some(Err(_)) => ("400 Bad Request", "not a number\n".into()),
        None => ("404 Not Found", "nothing here\n".into()),
    }
}

fn main() -> std::io::Result<()> {
    for stream in TcpListener::bind("0.0.0.0:7878")?.incoming() {
        let mut stream = stream?;
        let mut line = String::new();
        let mut reader = BufReader::new(stream.try_clone()?);
        reader.read_line(&mut line)?;
        let mut header = String::new();
        while reader.read_line(&mut header)? > 2 {
            header.clear();
        }
        let (status, body) = answer(&line);
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())?;
    }
    Ok(())
}
