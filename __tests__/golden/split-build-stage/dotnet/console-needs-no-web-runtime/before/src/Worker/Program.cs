System.Console.WriteLine("votes");
