main :: IO ()
main = putStrLn "high tide at six"
