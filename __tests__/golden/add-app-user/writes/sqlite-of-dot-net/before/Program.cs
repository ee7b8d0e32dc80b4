var connection = builder.Configuration["Db"] ?? "Filename=notes.db";
builder.Services.AddDbContext<Notes>(options => options.UseSqlite(connection));
app.Run();
