using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Hosting;

namespace Shop
{
    public class Program
    {
        public static void Main(string[] args) =>
            WebHost.CreateDefaultBuilder(args).UseUrls("http://*:5000").UseStartup<Startup>().Build().Run();
    }
}
