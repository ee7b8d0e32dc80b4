const a=require("express")();a.get("/",(q,r)=>r.send("x"));a.listen(3000)
