"""Examples of every log in text: a file name as its program gives it, and what the file holds."""

import json

STATE = {"best_metric": None, "log_history": [{"epoch": 0.5, "step": 1, "loss": 2.5}, {"step": 2, "eval_loss": 2}]}

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "wandb_csv": (
        (
            "wandb_export_2025.csv",
            '"Step","a - loss","a - loss__MIN","a - loss__MAX"\n"0","1","1","1"\n"1","2","2","2"',
        ),
        ("wandb_export.csv", '"epoch","a - _step","a - loss"\n"0","1","1"\n"1","5",""'),
        ("progress.csv", "Step,ppo - rollout/ep_rew_mean,ppo - time/total_timesteps\n0,1,2\n1,2,3\n"),
        ("metrics.csv", "step,epoch - a,version_0 - loss\n0,1,2\n1,2,3\n"),
        ("top1.csv", "Step,8-dim,16-dim\n0,1,2\n1,2,3\n"),
    ),
    "wandb_history": (
        (
            "vae_history.csv",
            ",lr,_timestamp,_step,Sample,_runtime,a - b\n0,0.1,5.5,0,\"{'a': 1}\",1,\n1,,6.5,1,,2,NaN\n",
        ),
        ("wandb_history.csv", "loss,_step\n1,0\n2,1\n"),
        ("progress.csv", "epoch,loss,_step,_runtime\n0,1,0,0.5\n0,2,1,1.5\n"),
    ),
    "lightning_csv": (
        ("version_0/metrics.csv", "epoch,step,train_loss_epoch,train_loss_step\r\n0,9,,2.5\r\n0,9,2.25,\r\n"),
        ("version_3/metrics.csv", "step,loss\n0,1\n1,2\n"),
        ("metrics.csv", "epoch,iter_loss,step,lr\n0,1,2,3\n"),
    ),
    "trainer_state": (
        ("trainer_state.json", json.dumps(STATE, indent=2)),
        ("checkpoint-2/trainer_state.json", json.dumps({"log_history": [{"step": 1, "loss": 9}]})),
    ),
    "tensorboard_csv": (
        ("run-a-tag-loss.csv", "Wall time,Step,Value\r\n1.5,0,2.5\r\n2.5,10,nan\r\n"),
        ("progress.csv", "Wall time,Step,Value\n1.5,0,2.5\n"),
    ),
    "keras_csv": (
        ("training_log.csv", "epoch,accuracy,loss,val_loss\n0,0.5,2.5,NA\n1,0.75,1.5,2.5\n"),
        ("history.csv", "epoch;FID;KID\n0;5;6\n1;4;5\n"),
        ("log.csv", 'epoch,grads,loss\n0,"[1 2]",2.5\n'),
    ),
    "json_lines": (
        ("metrics.jsonl", '{"step": 1, "loss": 2.5, "grad": {"norm": NaN}}\n{"step": 2, "split": "val", "loss": 2}\n'),
        ("metrics.json", '{"iteration": 19, "lr": 0.1}\n{"iteration": 39, "bbox/AP": NaN}\n'),
        ("wandb-history.jsonl", '{"_step": 0, "_runtime": 1.5, "loss": "Infinity"}\n'),
        ("events.jsonl", '{"cpu": 5}\n{"cpu": 6}\n'),
    ),
    "sb3_monitor": (
        ("0.monitor.csv", '#{"t_start": 1.5, "env_id": "Acrobot-v1"}\nr,l,t\r\n-5.5,500,4.5\r\nnan,100,5.5\r\n'),
        ("monitor.csv", '#{"t_start": 1.5}\nr,l,t,ok\n1,2,3,0\n'),
    ),
    "rl_progress": (
        ("progress.csv", "train/loss,time/total_timesteps,time/iterations\n,1024,1\n0.5,2048,2\n"),
        ("progress.csv", "episode_reward_mean,timesteps_total,info\n1.5,100,\"{'a': 1, 'b': [1, 2]}\"\n2.5,200,\"{'a"),
        ("progress.csv", "grad_norm,loss,samples,step\n5,2,512,0\n4,1,1024,1\n"),
    ),
    "ultralytics_csv": (
        ("results.csv", "epoch,time,train/box_loss,metrics/mAP50(B),lr/pg0\n1,3.5,1.5,0.25,0.1\n2,4.5,1,nan,0.1\n"),
        ("results.csv", "       epoch,   metrics/recall,   x/lr0\n           0,              0.5,     0.1\n"),
    ),
    "dvclive_tsv": (("loss.tsv", "timestamp\tstep\tloss\n1500\t0\t2.5\n1600\t1\tnan\n"),),
    "long_table": (
        ("train_losses.log", "Epoch,Loss,Value\n0,recon_loss,2.5\n0,kl,0.5\n1,recon_loss,nan\n"),
        ("all.csv", "run,step,metric,value\na,0,loss,1\nb,0,loss,2\n"),
    ),
    "any_table": (
        ("70m-seed1.tsv", "train/lm_loss\tstep\n11.5\t1\n11\t2\n"),
        ("loss.csv", "loss\n2.5\n1.5"),
        ("log.csv", "epoch,phase,loss\n0,train,3\n0,val,4\n1,train,2\n1,val,3\n"),
        ("losses.csv", "model,epoch,loss\na,0,3\na,1,2\nb,0,3\nb,1,2\n"),
        ("training_log.csv", "Epoch,Batch,Gen Loss,Disc Loss\n0,0,1,2\n0,1,2,3\n1,0,3,4\n"),
        ("loss_curve.csv", "step,train_loss\n5,10.5\n39,9.25\n"),
    ),
}
