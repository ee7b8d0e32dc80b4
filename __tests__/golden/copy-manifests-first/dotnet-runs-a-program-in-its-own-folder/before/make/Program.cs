using static SimpleExec.Command;

await RunAsync("dotnet", "publish ../src/Tides/Tides.csproj -c Release -o ../publish");
