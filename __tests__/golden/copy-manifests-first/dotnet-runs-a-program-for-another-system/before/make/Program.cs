using static SimpleExec.Command;

await RunAsync("dotnet", $"publish \"./Tides.sln\" -c {args[0]} -o publish");
