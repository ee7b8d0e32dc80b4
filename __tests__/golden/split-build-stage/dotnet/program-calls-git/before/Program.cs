var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/tides", () => "high");
app.Run();
System.Diagnostics.Process.Start("git", "rev-parse HEAD");
