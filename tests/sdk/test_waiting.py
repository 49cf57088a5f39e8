"""Which calls keep an event loop waiting, by the dotted names that stand for them."""

from __future__ import annotations

import pytest

from inngest_lint.sdk.waiting import blocks


@pytest.mark.parametrize(
    "symbol",
    [
        "requests.get",
        "requests.Session().post",
        "httpx.Client().get",
        "boto3.client().upload_file",
        "openai.OpenAI().chat.completions.create",
        "pymongo.MongoClient().shop.orders.insert_one",
        "supabase.create_client().table().select().execute",
        "sqlalchemy.orm.Session().execute",
        "time.sleep",
    ],
)
def test_what_asks_a_server_blocks(symbol: str) -> None:
    assert blocks(symbol)


@pytest.mark.parametrize(
    "symbol",
    [
        "requests.Session",
        "requests.get().json",
        "requests.exceptions.HTTPError",
        "httpx.AsyncClient().get",
        "boto3.client",
        "boto3.client().get_paginator",
        "boto3.client().generate_presigned_url",
        "openai.OpenAI",
        "openai.OpenAI().with_options",
        "openai.AsyncOpenAI().chat.completions.create",
        "openai.OpenAI().chat.completions.create().model_dump",
        "redis.Redis().pipeline",
        "redis.asyncio.Redis().get",
        "supabase.create_client().table",
        "supabase.create_client().table().select",
        "sqlalchemy.orm.Session().add",
        "asyncio.sleep",
        "",
    ],
)
def test_what_makes_ready_reads_an_answer_or_is_awaited_does_not(symbol: str) -> None:
    assert not blocks(symbol)
