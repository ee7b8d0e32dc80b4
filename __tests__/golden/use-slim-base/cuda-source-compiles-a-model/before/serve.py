import torch

model = torch.jit.load('model.pt').cuda()
model = torch.compile(model)
