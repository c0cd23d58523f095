"""Passes of networks in GluonTS and neuralforecast with weights that are given by a formula.

pip install "torch==2.13.0" "gluonts[torch]==0.17.0" "neuralforecast==3.3.0"
python make_neural.py > neural.json

Tensor number k of a network, in the order in which ours lists them, holds 0.2 sin(0.37 i + k) at place i;
so the file holds results only. neuralforecast puts no rectifier behind the first layer of a block of N-HiTS;
here one is added, since two linear layers in a row are one.
"""

import json
import logging
import sys

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
logging.disable(logging.CRITICAL)


def formula(number, shape):
    count = int(np.prod(shape))
    return torch.tensor(0.2 * np.sin(0.37 * np.arange(count) + number)).reshape(shape)


def series(rows, steps, shift=0.0):
    place = np.arange(rows * steps).reshape(rows, steps)
    return torch.tensor(5 + 2 * np.sin(0.9 * place + shift) + 0.01 * place)


def deepar():
    from gluonts.torch.model.deepar.module import DeepARModel

    context, horizon, lags, rows = 4, 3, [1, 2, 5], 2
    # The peer begins a step earlier, with the value that is our first lag.
    model = DeepARModel(
        freq="h", context_length=context + 1, prediction_length=horizon,
        num_feat_dynamic_real=2, num_feat_static_real=1, num_feat_static_cat=1,
        cardinality=[3], embedding_dimension=[2], num_layers=2, hidden_size=40,
        dropout_rate=0.0, lags_seq=lags, scaling=True,
    ).double()
    inputs = len(lags) + 2 + 2 + 1
    # Ours: lags, features, embedding, log scale; the peer's: lags, embedding, a number of the series,
    # which is 0 here, log scale, features.
    order = [0, 1, 2, 5, 6, 0, 7, 3, 4]
    shapes = [(3, 2), (160, inputs), (160, 40), (160,), (160, 40), (160, 40), (160,), (3, 40), (3,)]
    own = [formula(number, shape) for number, shape in enumerate(shapes)]
    zero = torch.zeros(160)
    with torch.no_grad():
        model.embedder._embedders[0].weight.copy_(own[0])
        model.rnn.weight_ih_l0.copy_(own[1][:, order])
        model.rnn.weight_hh_l0.copy_(own[2])
        model.rnn.bias_ih_l0.copy_(own[3])
        model.rnn.bias_hh_l0.copy_(zero)
        model.rnn.weight_ih_l1.copy_(own[4])
        model.rnn.weight_hh_l1.copy_(own[5])
        model.rnn.bias_ih_l1.copy_(own[6])
        model.rnn.bias_hh_l1.copy_(zero)
        for layer, row in zip(model.param_proj.proj, [2, 0, 1]):  # df, loc, scale
            layer.weight.copy_(own[7][row : row + 1])
            layer.bias.copy_(own[8][row : row + 1])
        past, steps = context + 5, context + 5 + horizon
        values = series(rows, steps)
        features = formula(20, (rows, context + horizon, 2)) * 5
        padded = torch.cat([torch.zeros(rows, past - context, 2), features[:, :context]], 1)
        params, scale, *_ = model.unroll_lagged_rnn(
            torch.tensor([[1], [2]]), torch.zeros(rows, 1), padded, values[:, :past],
            torch.ones(rows, past), features[:, context:], values[:, past:],
        )
        likelihood = model.output_distribution(params, scale).log_prob(values[:, past - context :])
    return {"scale": scale.flatten().tolist(), "losses": (-likelihood).flatten().tolist()}


def nhits():
    from neuralforecast.losses.pytorch import MAE
    from neuralforecast.models import NHITS

    context, horizon, rows = 13, 6, 3
    model = NHITS(h=horizon, input_size=context, mlp_units=[[512, 512]], loss=MAE(), max_steps=1).double()
    number = 0
    for block in model.blocks:
        for layer in [layer for layer in block.layers if isinstance(layer, torch.nn.Linear)]:
            with torch.no_grad():
                layer.weight.copy_(0.2 * formula(number, tuple(layer.weight.shape)))
                layer.bias.copy_(formula(number + 1, tuple(layer.bias.shape)))
            number += 2
        block.layers.insert(1, torch.nn.ReLU())
        block.basis = block.basis.double()
    mask = torch.ones(rows, context)
    mask[1, 4] = 0
    values = (series(rows, context) - 5) * mask
    with torch.no_grad():
        result = model({
            "insample_y": values[:, :, None], "insample_mask": mask[:, :, None],
            "futr_exog": None, "hist_exog": None, "stat_exog": None,
        })
    return {"forecast": result.flatten().tolist()}


def patchtst():
    from gluonts.torch.model.patch_tst.module import PatchTSTModel

    context, horizon, rows = 24, 3, 2
    model = PatchTSTModel(
        prediction_length=horizon, context_length=context, patch_len=16, stride=8,
        padding_patch="end", d_model=32, nhead=4, dim_feedforward=128,
        num_feat_dynamic_real=0, dropout=0.0, activation="gelu", norm_first=True,
        num_encoder_layers=2, scaling="mean",
    ).double().train()
    with torch.no_grad():
        weight = formula(0, (32, 17))
        # The peer's column of the location, which is 0 here, has no part of ours.
        model.patch_proj.weight.copy_(torch.cat([weight[:, :16], torch.zeros(32, 1), weight[:, 16:]], 1))
        model.patch_proj.bias.copy_(formula(1, (32,)))
        number = 2
        for layer in model.encoder.layers:
            for parameter in [
                layer.norm1.weight, layer.norm1.bias, layer.self_attn.in_proj_weight,
                layer.self_attn.in_proj_bias, layer.self_attn.out_proj.weight,
                layer.self_attn.out_proj.bias, layer.norm2.weight, layer.norm2.bias,
                layer.linear1.weight, layer.linear1.bias, layer.linear2.weight, layer.linear2.bias,
            ]:
                parameter.copy_(formula(number, tuple(parameter.shape)))
                number += 1
        for parameter in [model.encoder.norm.weight, model.encoder.norm.bias, model.flatten.weight, model.flatten.bias]:
            parameter.copy_(formula(number, tuple(parameter.shape)))
            number += 1
        weight, bias = formula(number, (3, 32)), formula(number + 1, (3,))
        for layer, row in zip(model.args_proj.proj, [2, 0, 1]):  # df, loc, scale
            layer.weight.copy_(weight[row : row + 1])
            layer.bias.copy_(bias[row : row + 1])
        values = series(rows, context + horizon)
        params, loc, scale = model(values[:, :context], torch.ones(rows, context))
        likelihood = model.distr_output.distribution(params, loc=loc, scale=scale).log_prob(values[:, context:])
    return {"scale": scale.flatten().tolist(), "losses": (-likelihood).flatten().tolist()}


def lags():
    from gluonts.time_feature import get_lags_for_frequency

    return {name: get_lags_for_frequency(name) for name in ["h", "D", "B", "W", "15min", "min"]}


json.dump({"deepar": deepar(), "nhits": nhits(), "patchtst": patchtst(), "lags": lags()}, sys.stdout)
