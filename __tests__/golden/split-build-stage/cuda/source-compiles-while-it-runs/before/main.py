import torch

step = torch.compile(lambda x: x)
