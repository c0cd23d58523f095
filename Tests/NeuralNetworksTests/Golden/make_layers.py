"""Golden values of layers, losses and optimisers, printed as JSON.

Needs torch==2.15.0 (any CPU build):  python make_layers.py > layers.json
Every tensor is filled by rule: ordinal p, row-major index k  ->  0.5 sin(1 + k + 10 p).
"""
import json
import math
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def fill(p, *shape):
    count = math.prod(shape)
    return torch.tensor([0.5 * math.sin(1 + k + 10 * p) for k in range(count)]).reshape(shape)


def flat(x):
    return [float(v) for v in x.detach().reshape(-1)]


golden = {}

x = fill(0, 2, 5, 3)
lstm = torch.nn.LSTM(3, 4, batch_first=True)
with torch.no_grad():
    lstm.weight_ih_l0.copy_(fill(1, 16, 3))
    lstm.weight_hh_l0.copy_(fill(2, 16, 4))
    lstm.bias_ih_l0.copy_(fill(3, 16))
    lstm.bias_hh_l0.zero_()
y, (h, c) = lstm(x, (fill(4, 1, 2, 4), fill(5, 1, 2, 4)))
(y * fill(6, 2, 5, 4)).sum().backward()
golden["lstm output"] = flat(y)
golden["lstm cell"] = flat(c)
golden["lstm gradient of recurrent weight"] = flat(lstm.weight_hh_l0.grad)

gru = torch.nn.GRU(3, 4, batch_first=True)
with torch.no_grad():
    gru.weight_ih_l0.copy_(fill(1, 12, 3))
    gru.weight_hh_l0.copy_(fill(2, 12, 4))
    gru.bias_ih_l0.copy_(fill(3, 12))
    gru.bias_hh_l0.copy_(fill(4, 12))
y, h = gru(x, fill(5, 1, 2, 4))
(y * fill(6, 2, 5, 4)).sum().backward()
golden["gru output"] = flat(y)
golden["gru gradient of recurrent weight"] = flat(gru.weight_hh_l0.grad)

golden["linear"] = flat(F.linear(x, fill(1, 4, 3), fill(2, 4)))
s = fill(0, 2, 3, 7)
golden["conv same"] = flat(F.conv1d(s, fill(1, 4, 3, 3), fill(2, 4), padding=1))
golden["conv causal dilated"] = flat(
    F.conv1d(F.pad(s, (4, 0)), fill(1, 4, 3, 3), fill(2, 4), dilation=2))
golden["conv strided"] = flat(F.conv1d(s, fill(1, 4, 3, 3), fill(2, 4), stride=2, padding=1))
golden["layer norm"] = flat(F.layer_norm(x, (3,), 1 + fill(1, 3), fill(2, 3)))
golden["rms norm"] = flat(F.rms_norm(x, (3,), 1 + fill(1, 3), eps=1e-6))
q, k, v = fill(0, 2, 3, 5, 4), fill(1, 2, 3, 6, 4), fill(2, 2, 3, 6, 4)
golden["attention"] = flat(F.scaled_dot_product_attention(q, k, v))
q, k, v = fill(0, 2, 3, 5, 4), fill(1, 2, 3, 5, 4), fill(2, 2, 3, 5, 4)
golden["causal attention"] = flat(F.scaled_dot_product_attention(q, k, v, is_causal=True))
mha = torch.nn.MultiheadAttention(4, 2, batch_first=True)
with torch.no_grad():
    mha.in_proj_weight.copy_(fill(1, 12, 4))
    mha.in_proj_bias.copy_(fill(2, 12))
    mha.out_proj.weight.copy_(fill(3, 4, 4))
    mha.out_proj.bias.copy_(fill(4, 4))
z = fill(0, 2, 5, 4)
golden["multi-head attention"] = flat(mha(z, z, z, need_weights=False)[0])

a, b = 3 * fill(0, 4, 5), 3 * fill(1, 4, 5)
golden["mean squared error"] = [float(F.mse_loss(a, b))]
golden["mean absolute error"] = [float(F.l1_loss(a, b))]
golden["huber"] = [float(F.huber_loss(a, b, delta=0.7))]
golden["cross entropy"] = [float(F.cross_entropy(a, torch.tensor([0, 4, 2, 1])))]
golden["binary cross entropy"] = [
    float(F.binary_cross_entropy_with_logits(a, (b > 0).to(torch.float64)))]
golden["gaussian"] = [float(F.gaussian_nll_loss(a, b, (1 + fill(2, 4, 5)) ** 2, full=True))]

optimizers = {
    "adam": lambda p: torch.optim.Adam(p, lr=0.1),
    "adam with penalty": lambda p: torch.optim.Adam(p, lr=0.1, weight_decay=0.2),
    "adamw": lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.2),
    "descent": lambda p: torch.optim.SGD(p, lr=0.1),
    "descent with momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.2),
    "descent with nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1),
}
for name, make in optimizers.items():
    p = torch.nn.Parameter(fill(0, 5))
    optimizer = make([p])
    for step in range(4):
        p.grad = fill(1 + step, 5)
        optimizer.step()
    golden[name] = flat(p.detach())

x = fill(0, 5, 3)
linear = torch.nn.Linear(3, 4)
with torch.no_grad():
    linear.weight.copy_(fill(1, 4, 3))
    linear.bias.copy_(fill(2, 4))
normed = torch.nn.utils.spectral_norm(linear, eps=1e-12)
with torch.no_grad():
    normed.weight_u.copy_(F.normalize(fill(3, 4), dim=0))
y = normed(x)
(y * fill(4, 5, 4)).sum().backward()
golden["spectral norm, first pass"] = flat(y)
golden["spectral norm, gradient"] = flat(normed.weight_orig.grad)
golden["spectral norm, second pass"] = flat(normed(x))
golden["spectral norm, direction"] = flat(normed.weight_u)

conv = torch.nn.Conv1d(3, 4, 3, padding=1)
with torch.no_grad():
    conv.weight.copy_(fill(1, 4, 3, 3))
    conv.bias.copy_(fill(2, 4))
normed = torch.nn.utils.parametrizations.weight_norm(conv)
with torch.no_grad():
    normed.parametrizations.weight.original0.copy_(1 + fill(3, 4, 1, 1))
y = normed(fill(0, 2, 3, 7))
(y * fill(4, 2, 4, 7)).sum().backward()
golden["weight norm"] = flat(y)
golden["weight norm, gradient of direction"] = flat(
    normed.parametrizations.weight.original1.grad)
golden["weight norm, gradient of gain"] = flat(normed.parametrizations.weight.original0.grad)

averages = {
    "exponential average": torch.optim.swa_utils.get_ema_multi_avg_fn(0.9),
    "equal average": torch.optim.swa_utils.get_swa_multi_avg_fn(),
}
for name, rule in averages.items():
    model = torch.nn.Module()
    model.p = torch.nn.Parameter(fill(0, 5))
    average = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=rule)
    for step in range(4):
        with torch.no_grad():
            model.p.copy_(fill(step, 5))
        average.update_parameters(model)
    golden[name] = flat(average.module.p)

p = torch.nn.Parameter(fill(0, 5))
optimizer = torch.optim.SGD([p], lr=1.0)
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(
    optimizer, factor=0.5, patience=1, threshold=0.1, min_lr=0.2, eps=0)
golden["plateau"] = []
for loss in [5, 4, 4, 3.7, 3.5, 3.4, 3.4, 3.4, 3.4, 3.4, 3.4, 3.4, 1, 1]:
    plateau.step(loss)
    golden["plateau"].append(optimizer.param_groups[0]["lr"])

lines = [f"{json.dumps(name)}: {json.dumps(values)}" for name, values in golden.items()]
print("{\n" + ",\n".join(lines) + "\n}")
