using static SimpleExec.Command;

// Not "Old.sln", and '"' opens nothing.
/* "Other.sln" */
var quote = '"'; await RunAsync("dotnet", "build Tides.sln -c Release");
await RunAsync("dotnet", @"publish src\Tides -c Release -o publish --no-build");
