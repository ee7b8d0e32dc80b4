var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/tides", () => "high");
app.Run();
