import express from "express";
import type { Request } from "typescript";
express().listen(3000);
