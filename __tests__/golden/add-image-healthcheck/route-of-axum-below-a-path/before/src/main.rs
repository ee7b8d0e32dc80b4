#[tokio::main]
async fn main() {
    let app = Router::new()
        .route("/health", get(health));
    let app = Router::new().nest("/api", app);
    let listener = tokio::net::TcpListener::bind("0.0.0.0:3000").await.unwrap();
    axum::serve(listener, app).await.unwrap();
}
